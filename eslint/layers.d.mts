export interface Layer {
  readonly may: readonly string[];
  readonly types: readonly string[];
  readonly npm: readonly string[];
}

export declare const LAYERS: Readonly<Record<string, Layer>>;
export declare function layerOf(relative: string): string | null;
export declare function verdict(from: string, source: string, typeOnly: boolean): string | null;
