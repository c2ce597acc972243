import { serveReadSide } from '@concord/projection'
import { currentSituation } from './current-situation.ts'

serveReadSide(() => [currentSituation])
