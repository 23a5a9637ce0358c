/** The most days that client28 can have left: a certificate is valid for three years, and must already be valid. */
export const mostDaysLeft = 1094;
