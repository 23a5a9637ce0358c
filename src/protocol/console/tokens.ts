/**
 * What a program's token permits, besides what its account's role does: to read; to act on certificates; to change the tenant's
 * rules; to manage accounts; to be handed keys, passwords and invitations, for which a person gives the second factor once more;
 * to read the audit trail.
 */
export type TokenScope = "read" | "act" | "policy" | "accounts" | "secrets" | "audit";
