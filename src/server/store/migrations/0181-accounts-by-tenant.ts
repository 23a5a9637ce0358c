import { sql, type Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/**
 * Accounts by tenant, so that no tenant learns which names another one uses, before and after their users have chosen a
 * password; sessions by application, with the step that their login has reached; second factors with their recovery codes;
 * invitations; and the login history.
 */
export async function accountsByTenant(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("sessions").renameTo("sessions_before").execute();
  await db.schema.alterTable("accounts").renameTo("accounts_before").execute();
  await accounts(db);
  await sessions(db);
  await db.schema.dropTable("sessions_before").execute();
  await db.schema.dropTable("accounts_before").execute();
  await db.schema.createIndex("sessions_end").on("sessions").column("ends_at").execute();
  await db.schema.createIndex("sessions_account").on("sessions").columns(["tenant", "account"]).execute();
  await secondFactors(db, ddl);
  await invitations(db);
  await loginHistory(db, ddl);
}

async function accounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("accounts")
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("password", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("role", "text")
    .addColumn("person_name", "text", (column) => column.notNull().defaultTo(""))
    .addColumn("mail", "text")
    .addColumn("disabled_at", "bigint")
    .addColumn("second_factor_since", "bigint")
    .addColumn("last_login_at", "bigint")
    .addPrimaryKeyConstraint("accounts_by_tenant", ["tenant", "name"])
    .execute();
  const columns = sql.raw("tenant, name, password, created_at, role, person_name, mail, disabled_at");
  await sql`insert into accounts (${columns}) select ${columns} from accounts_before`.execute(db);
  await db.schema.createIndex("accounts_name").on("accounts").column("name").execute();
}

async function sessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("sessions")
    .addColumn("token_hash", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("step", "text", (column) => column.notNull())
    .addColumn("confirmed_until", "bigint")
    .addColumn("opened_at", "bigint", (column) => column.notNull())
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .addForeignKeyConstraint("sessions_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await sql`insert into sessions (token_hash, tenant, account, cn, site, step, opened_at, seen_at, ends_at)
    select earlier.token_hash, accounts_before.tenant, earlier.account, earlier.cn, 'app', 'open', earlier.opened_at, earlier.seen_at,
      earlier.ends_at
    from sessions_before as earlier join accounts_before on accounts_before.name = earlier.account`.execute(db);
}

async function secondFactors(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("second_factors")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("master_key", "text", (column) => column.notNull())
    .addColumn("sealed_secret", ddl.bytes, (column) => column.notNull())
    .addColumn("began_at", "bigint", (column) => column.notNull())
    .addColumn("confirmed_at", "bigint")
    .addColumn("last_step", "bigint")
    .addForeignKeyConstraint("second_factors_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await db.schema.createIndex("second_factors_account").on("second_factors").columns(["tenant", "account"]).execute();
  await db.schema
    .createTable("account_recovery_codes")
    .addColumn("code_hash", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addForeignKeyConstraint("account_recovery_codes_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await db.schema
    .createIndex("account_recovery_codes_account")
    .on("account_recovery_codes")
    .columns(["tenant", "account"])
    .execute();
}

async function invitations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("invitations")
    .addColumn("token_hash", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .addForeignKeyConstraint("invitations_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await db.schema.createIndex("invitations_end").on("invitations").column("ends_at").execute();
  await db.schema.createIndex("invitations_account").on("invitations").columns(["tenant", "account"]).execute();
}

async function loginHistory(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("login_history")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text")
    .addColumn("result", "text", (column) => column.notNull())
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("host", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("login_history_tenant").on("login_history").columns(["tenant", "number"]).execute();
  await db.schema.createIndex("login_history_at").on("login_history").column("at").execute();
}
