import type { LoginResult } from "../../../protocol/console/accounts.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { findAccountRow, updateAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { findIdentity, linkIdentity, markIdentityUsed } from "../../store/accounts/identity-rows.ts";
import { removeInvitation } from "../../store/accounts/invitation-rows.ts";
import { removeSession, removeSessionsOf } from "../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { actorOfAccount, auditAccount } from "../audit-account.ts";
import { requireInvited } from "../invitations/accept-invitation.ts";
import { recordLogin, type Place } from "../login/login-history.ts";
import { accountOf, currentSession, openSession } from "../sessions/sessions.ts";
import { proveIdentity, type Proof, type Return } from "./prove-identity.ts";

/** What came of a login at a provider. */
export interface CompletedSignIn {
  readonly purpose: Proof["begun"]["purpose"];
  /** The token of the session; undefined if the session stays the same. */
  readonly token: string | undefined;
}

/**
 * Completes what somebody began at an identity provider: logs in the account to which the provider's identity is linked, or
 * links it to the account of the session, or of the invitation, with which it began. Nothing else links an identity, whatever the
 * provider says of a mail address.
 *
 * @throws Refusal `sign-in-not-valid`, `provider-unavailable`, `identity-not-linked`, `identity-taken`, `invitation-not-valid`,
 * `not-logged-in`
 * @throws StoreUnavailable
 */
export async function completeSignIn(service: Service, back: Return, place: Place, now: Date): Promise<CompletedSignIn> {
  const proof = await proveIdentity(service, back, now);
  const { purpose } = proof.begun;
  const complete = { login: logIn, link, invitation: accept }[purpose];
  const completed = await transact(service.store, async (transaction) => await complete(transaction, proof, place, now));
  // What the login history says must be durable, so this is no error in the transaction.
  if (completed instanceof Refusal) throw completed;
  return { purpose, ...completed };
}

type Completion = { readonly token: string | undefined } | Refusal;

async function logIn(
  transaction: StoreTransaction,
  { begun, identity, provider: by, withSecondFactor }: Proof,
  place: Place,
  now: Date,
): Promise<Completion> {
  const { tenant, cn, provider } = begun;
  const linked = await findIdentity(transaction, identity);
  const row = linked && (await findAccountRow(transaction, { tenant, name: linked.account }));
  const record = async (result: LoginResult): Promise<void> =>
    await recordLogin(transaction, { tenant, account: row?.name ?? null, result, cn }, place, now);
  if (row?.disabledAt !== null || row.role === null) {
    await record(row === undefined ? "wrong" : row.disabledAt === null ? "no-access" : "disabled");
    return new Refusal("identity-not-linked");
  }
  if (begun.session !== null) await removeSession(transaction, begun.session);
  await markIdentityUsed(transaction, identity, now.getTime());
  await record("provider-right");
  const step = row.secondFactorSince === null ? "enrolment" : withSecondFactor ? "open" : "second-factor";
  if (step === "open") {
    await updateAccount(transaction, row, { lastLoginAt: now.getTime() });
    await record("opened");
  }
  const session = { tenant, account: row.name, cn, site: "console", step, provider, time: by.sessionMinutes * 60_000 } as const;
  return { token: await openSession(transaction, session, now, place) };
}

/** The session must be the one that has begun this: its cookie does not come with the provider's redirect. */
async function link(transaction: StoreTransaction, proof: Proof, _place: Place, now: Date): Promise<Completion> {
  const { begun } = proof;
  const session = begun.session === null ? undefined : await currentSession(transaction, begun.session, now);
  if (session?.step !== "open" || session.provider !== null) return new Refusal("not-logged-in");
  return (await linkTo(transaction, accountOf(session), proof, now)) ?? { token: undefined };
}

async function accept(transaction: StoreTransaction, proof: Proof, place: Place, now: Date): Promise<Completion> {
  const { begun, identity } = proof;
  const { tenant, cn, provider } = begun;
  const account = await requireInvited(transaction, begun.invitation ?? "", { site: "console", subject: { cn, o: tenant } }, now);
  const refused = await linkTo(transaction, account, proof, now);
  if (refused !== undefined) return refused;
  await removeInvitation(transaction, account);
  await removeSessionsOf(transaction, account);
  if (begun.session !== null) await removeSession(transaction, begun.session);
  await markIdentityUsed(transaction, identity, now.getTime());
  await recordLogin(transaction, { tenant, account: account.name, result: "provider-right", cn }, place, now);
  const session = { tenant, account: account.name, cn, site: "console", step: "enrolment", provider } as const;
  return { token: await openSession(transaction, session, now, place) };
}

/** @returns why not, if so */
async function linkTo(
  transaction: StoreTransaction,
  account: AccountIdentity,
  { identity, provider }: Proof,
  now: Date,
): Promise<Refusal | undefined> {
  const row = { ...identity, account: account.name, linkedAt: now.getTime(), lastUsedAt: null };
  if (!(await linkIdentity(transaction, row))) return new Refusal("identity-taken");
  await auditAccount(
    transaction,
    account,
    "account-identity-linked",
    { actor: actorOfAccount(account), now },
    { about: provider.name },
  );
  return undefined;
}
