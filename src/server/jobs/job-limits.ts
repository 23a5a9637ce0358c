/** How many unfinished jobs a tenant may have; they are worked on in turn. */
export const mostOpenJobs = 5;

/** How long a process may leave a job alone until another one takes over, in milliseconds. */
export const leaseTime = 15_000;

/** The longest time that a job waits for the end of a refusal before it tries again, in milliseconds. */
export const longestPause = 5 * 60_000;
