/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "B" | "MB" | "ms" | "/s" | "×" | "certificates" | "scripts" | "actions";
  /** What it may be at most. */
  readonly budget?: number;
  /** What it is to be at least. */
  readonly goal?: number;
}

/** How much time a run has. */
interface Extent {
  /** Fewer rounds: enough to see that everything works, and too few for figures to quote. */
  readonly quick: boolean;
}

/** A measurement by name: it makes what it needs, measures, and leaves nothing behind. */
export interface Measurement {
  readonly name: string;
  readonly measure: (extent: Extent) => Promise<readonly Figure[]>;
}
