export declare function layerOf(relative: string): string | null;
export declare function verdict(from: string, source: string, typeOnly: boolean): string | null;
