/**
 * How far the clocks of the service and of a computer may be apart, in milliseconds: a certificate becomes valid this
 * long before it is made, and a computer whose clock is slower than that would not present it yet.
 */
export const clockSkew = 5 * 60_000;

/** A clock that is too far from the service's to be relied on. */
export interface ClockError {
  /** `slow` holds a certificate that was made just now for one of the future, `fast` holds a valid one for expired. */
  readonly direction: "slow" | "fast";
  /** In milliseconds. */
  readonly amount: number;
}

/**
 * Holds a computer's clock against the service's.
 *
 * @param service the service's time, as its answer told it
 * @param computer the computer's time when that answer arrived
 * @returns undefined where the two are near enough
 */
export function clockError(service: Date, computer: Date): ClockError | undefined {
  const ahead = computer.getTime() - service.getTime();
  if (Math.abs(ahead) <= clockSkew) return undefined;
  return { direction: ahead < 0 ? "slow" : "fast", amount: Math.abs(ahead) };
}
