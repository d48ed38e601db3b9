import english from './en/delivery.ts';
import { texts } from './locale.ts';

export const deliveryWords = texts('delivery', english);
