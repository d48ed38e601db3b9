/** The panel with the checks of a product. */
import english from './en/product-checks.ts';
import { texts } from './locale.ts';

export const productCheckWords = texts('productChecks', english);
