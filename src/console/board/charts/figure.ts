/** One figure of a chart. */
export interface Figure {
  readonly name: string;
  readonly count: number;
  /** The address of the list behind it. */
  readonly href: string;
  /** How good or bad it is. */
  readonly tone: "waiting" | "going" | "good" | "over";
  /** Written below the bar; by default the name. */
  readonly tick?: string;
}
