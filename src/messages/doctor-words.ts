/** Words that every doctor shares. */
import english from './en/doctor.ts';
import { texts } from './locale.ts';

export const doctorWords = texts('doctor', english);
