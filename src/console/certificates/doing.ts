/** What a dialog is open for: renewal, revocation, another remark, or another certificate of the same name. */
export type Doing = "renew" | "revoke" | "edit" | "issue";
