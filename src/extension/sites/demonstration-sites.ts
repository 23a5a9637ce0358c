/** The demonstration on the person's own computer. Packages for other people's computers are built without it. */
export const demonstrationSites = [{ hostname: "app.localhost", menuPath: "/menu", port: 8443 }] as const;
