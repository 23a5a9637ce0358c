/**
 * The tolerated difference between the clocks of the service and a computer, in milliseconds: a certificate becomes
 * valid this long before it is issued, and a computer whose clock is further behind than that would not present it yet.
 */
export const clockSkew = 5 * 60_000;

/** A clock that differs too much from the service's to be relied on. */
export interface ClockError {
  /**
   * With a `slow` clock a certificate issued just now is not valid yet; with a `fast` one a valid certificate has
   * expired.
   */
  readonly direction: "slow" | "fast";
  /** In milliseconds. */
  readonly amount: number;
}

/**
 * Compares a computer's clock with the service's.
 *
 * @param service the service's time, as its response stated it
 * @param computer the computer's time when that response arrived
 * @returns undefined if the two are close enough
 */
export function clockError(service: Date, computer: Date): ClockError | undefined {
  const ahead = computer.getTime() - service.getTime();
  if (Math.abs(ahead) <= clockSkew) return undefined;
  return { direction: ahead < 0 ? "slow" : "fast", amount: Math.abs(ahead) };
}
