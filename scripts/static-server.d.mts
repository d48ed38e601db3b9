export interface StaticServer {
  readonly port: number;
  close(): Promise<void>;
}
export function resolveFile(
  root: string,
  url: string,
): Promise<{ readonly file: string; readonly size: number } | null>;
export function serve(
  root: string,
  options?: { readonly port?: number; readonly host?: string; readonly tries?: number },
): Promise<StaticServer>;
