/** German of the screens that most visits never open. */
import type { LateTexts } from '../catalogue.ts';
import fleet from './fleet.ts';

export default { fleet } satisfies LateTexts;
