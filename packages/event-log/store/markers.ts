/** Markers that the client tells of while events before them still wait in its buffer. */
export interface Markers<Marker> {
  /** Comes behind so many events that have not come yet. */
  readonly add: (marker: Marker, waiting: number) => void
  /** To be called when another event has come and was put where it belongs. */
  readonly eventCame: () => void
}

/** Each marker is placed as soon as all events before it have come, in the order in which they were told of. */
export const openMarkers = <Marker>(place: (marker: Marker) => void): Markers<Marker> => {
  const markers: { readonly due: number; readonly marker: Marker }[] = []
  let events = 0
  const placeDue = (): void => {
    while (markers[0] && markers[0].due <= events) place(markers.shift()!.marker)
  }
  return {
    add: (marker, waiting) => {
      markers.push({ due: events + waiting, marker })
      placeDue()
    },
    eventCame: () => {
      events += 1
      if (markers.length > 0) placeDue()
    },
  }
}
