/** In milliseconds, how long something in a browser is waited for: it ends what hangs, and is no measure of speed. */
export const browserTimeout = 60_000;
