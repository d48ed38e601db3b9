import * as v from 'valibot';
import { OtaError } from '../contracts/failure.ts';
import type { CallOptions } from '../rpc/client.ts';

/** A client, or what stands for one. */
export interface Asker {
  ask(method: string, params: unknown, options: CallOptions): Promise<unknown>;
}

/** Asks, and takes the answer as `schema` has it. Throws rpc/bad-reply, and what calls throw. */
export async function askFor<Schema extends v.GenericSchema>(
  asker: Asker,
  schema: Schema,
  [method, params]: readonly [string, unknown],
  options: CallOptions,
): Promise<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, await asker.ask(method, params, options));
  if (!parsed.success)
    throw new OtaError('rpc/bad-reply', { method, detail: v.summarize(parsed.issues) });
  return parsed.output;
}
