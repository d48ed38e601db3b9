import { HARDENED, STOCK_AREAS } from '../../boot/boot-scheme.ts';
import type { PlatformFacts } from '../platform.ts';
import { slotPart } from '../platform.ts';

const MOVING = { ...HARDENED, movesImages: true };
const STOCK_MOVING = { ...STOCK_AREAS, movesImages: true };

export const STM32_FACTS = {
  name: 'stm32',
  namePrefix: 'stm32_',
  parts: [
    { ...slotPart('app', 'app'), form: 'flash-image' },
    { ...slotPart('fs', 'fs'), isOptional: true },
  ],
  isGuess: false,
  vendorComparesSrc: 'whole',
  vendorComparesSha1: 'any-case',
  erasedAppBytes: null,
  safety: { stm32: MOVING, 'stm32-mixed': MOVING, 'stm32-stock': STOCK_MOVING },
  vendorSafety: STOCK_MOVING,
} as const satisfies PlatformFacts;
