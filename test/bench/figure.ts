/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "B" | "MB" | "ms" | "/s" | "×" | "certificates" | "scripts" | "actions";
  /** The maximum. */
  readonly budget?: number;
  /** The minimum to aim for. */
  readonly goal?: number;
}

/** The extent of a run. */
interface Extent {
  /** Fewer rounds: enough to see that everything works, but too few for reliable figures. */
  readonly quick: boolean;
}

/** A named measurement: it sets up what it needs, measures, and cleans up. */
export interface Measurement {
  readonly name: string;
  readonly measure: (extent: Extent) => Promise<readonly Figure[]>;
}
