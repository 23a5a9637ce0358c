import type { ImportCode } from "../issuance/takeover/import-refusal.ts";
import type { Act } from "../store/audit/audit.ts";
import type { StatedForAll } from "./certificate-candidate.ts";
import type { Place } from "./source-item.ts";

/** What to import, and how. */
export interface ImportOrder extends Act, StatedForAll {
  readonly paths: readonly string[];
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  /** For PKCS#12 files. */
  readonly passwords: readonly string[];
  /** The product of tenants that do not exist yet. */
  readonly product: string;
  readonly interruption: AbortSignal;
  /** Receives everything that is not imported, in the order of the files. */
  refused(place: Place, code: ImportCode): Promise<void>;
  /** Receives the number of certificates and entries of revocation lists read so far. */
  progress(read: number): void;
}
