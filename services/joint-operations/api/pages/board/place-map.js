/** A map of places over the outlines by which Concord tells countries. Nothing on it comes from elsewhere. */

import { circle, circleMarker, control, featureGroup, geoJSON, map } from './leaflet.js'

const RADIUS_PX = { detection: 3, report: 5, incident: 7, 'incident chosen': 7 }
/** Nearer than this the outlines say nothing. */
const NEAREST_ZOOM = 11
/** Beyond this, names would hide each other. */
const MOST_NAMED = 12

/**
 * Draws into an element. `show` draws places anew, and looks at all of them where `subject` is another one than before:
 * whoever has moved the map stays there while it is kept up to date. `choose` is told which incident was clicked.
 */
export const placeMap = (element, choose) => {
  const drawn = map(element, { attributionControl: false, maxZoom: NEAREST_ZOOM, worldCopyJump: true })
  control.scale({ imperial: false }).addTo(drawn)
  drawOutlines(drawn)
  const places = featureGroup().addTo(drawn)
  let shown = {}

  return {
    show: (subject, all) => {
      const told = JSON.stringify(all)
      if (shown.told === told) return
      // It may have been hidden, or the window another one.
      drawn.invalidateSize({ animate: false })
      places.clearLayers()
      const areNamed = all.filter(({ incident }) => incident).length <= MOST_NAMED
      for (const place of all) places.addLayer(layerOf(place, areNamed, choose))
      if (shown.subject !== subject || shown.told === undefined)
        drawn.fitBounds(places.getBounds().pad(0.2), { animate: false, maxZoom: 8 })
      shown = { subject, told }
    },
  }
}

/** `countryCoder` is the library that the page loads before this; the joint operations tell countries by the same outlines. */
const drawOutlines = (drawn) => {
  const features = globalThis.countryCoder.borders.features.filter(({ geometry }) => geometry)
  geoJSON({ type: 'FeatureCollection', features }, { interactive: false, className: 'outline' }).addTo(drawn)
}

const layerOf = ({ lat, lon, kind, told, radiusM, incident }, areNamed, choose) => {
  const layer = radiusM
    ? circle([lat, lon], { radius: radiusM, className: `place ${kind}` })
    : circleMarker([lat, lon], { radius: RADIUS_PX[kind], className: `place ${kind}` })
  if (incident) layer.on('click', () => choose(incident))
  return layer.bindTooltip(asText(told), {
    permanent: Boolean(incident) && areNamed,
    direction: 'right',
    offset: [8, 0],
  })
}

/** A text as it stands: Leaflet takes what is no element for HTML. */
const asText = (told) => {
  const element = document.createElement('span')
  element.textContent = told
  return element
}
