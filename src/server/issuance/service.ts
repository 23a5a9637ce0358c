import type { Authority } from "../authority/authority.ts";
import type { Settings } from "../settings/settings.ts";
import type { Store } from "../store/database/schema.ts";
import type { RsaKeyPool } from "../vault/rsa-key-pool.ts";
import type { Vault } from "../vault/vault.ts";
import type { FileCache } from "./file-cache.ts";
import type { OcspResponder } from "./ocsp/ocsp-responder.ts";
import type { Turns } from "./turns.ts";

/** An opened service: what every operation on certificates works with. */
export interface Service {
  readonly settings: Settings;
  readonly authority: Authority;
  readonly store: Store;
  readonly vault: Vault;
  /** The path of the key that webhook keys are derived from. */
  readonly webhookKeyFile: string;
  /** The folder of what this service has published. */
  readonly published: string;
  readonly rsaKeys: RsaKeyPool;
  readonly files: FileCache;
  readonly ocsp: OcspResponder;
  /** Serialises the generation of keys for each certificate, by its serial. */
  readonly keyMaking: Turns;
}
