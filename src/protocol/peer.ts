import type { ProblemCode } from "./problem.ts";

/** The client of a request's TLS connection, evaluated anew for every request. */
export type Peer =
  | {
      readonly kind: "accepted";
      readonly cn: string;
      readonly o: string;
      /** The identifier of the issuer's key, lower-case hexadecimal. */
      readonly issuer: string;
      /** Upper-case hexadecimal. */
      readonly serial: string;
    }
  | {
      readonly kind: "refused";
      readonly code: Extract<
        ProblemCode,
        | "no-certificate"
        | "unknown-issuer"
        | "unknown-serial"
        | "revoked"
        | "retired"
        | "expired"
        | "not-yet-valid"
        | "tenant-closed"
      >;
    };
