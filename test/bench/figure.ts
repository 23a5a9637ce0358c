/** One measured figure; lower is better. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "B" | "ms" | "scripts";
  /** What it may be at most. */
  readonly budget: number;
}

/** A measurement by name: it makes what it needs, measures, and leaves nothing behind. */
export interface Measurement {
  readonly name: string;
  readonly measure: () => Promise<readonly Figure[]>;
}
