import type { Peer } from "../../../protocol/peer.ts";

/** Why a request is refused: the certificate's own reasons, and the web app's. */
export type RefusalReason = Extract<Peer, { kind: "refused" }>["code"] | "other-tenant" | "cross-site" | "not-found";

/** The texts of a refusal page: what happened, possible reasons, and what to do, step by step. */
interface RefusalTexts {
  readonly title: string;
  readonly what: string;
  readonly steps: readonly string[];
}

/** Why an attempt to log in failed. */
export type LoginFailure = "wrong" | "unreadable" | "locked";

/** One item of the master menu. */
interface MenuItem {
  readonly number: string;
  readonly name: string;
}

/** Every text of the web app in one language. */
export interface Texts {
  readonly app: string;
  readonly demonstration: string;
  /** The other language, in that language. */
  readonly otherLanguage: string;
  readonly login: {
    readonly title: string;
    readonly lead: string;
    readonly user: string;
    readonly password: string;
    readonly show: string;
    readonly showPassword: string;
    readonly submit: string;
    readonly error: string;
    readonly failures: Readonly<Record<LoginFailure, string>>;
    readonly certificate: string;
  };
  readonly menu: {
    readonly title: string;
    readonly user: string;
    readonly certificate: string;
    readonly logout: string;
    readonly absent: string;
    readonly groups: readonly { readonly title: string; readonly items: readonly MenuItem[] }[];
  };
  readonly refused: {
    readonly todo: string;
    readonly again: string;
    /** The link to the recovery page. */
    readonly recover: string;
    readonly code: string;
    readonly reasons: Readonly<Record<RefusalReason, RefusalTexts>>;
  };
}
