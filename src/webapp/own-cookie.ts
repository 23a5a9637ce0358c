/** The attributes of a cookie that scripts, other sites and other hosts never get. */
export const ownCookie = { prefix: "host", path: "/", secure: true, httpOnly: true, sameSite: "Strict" } as const;
