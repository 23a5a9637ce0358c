import { Option, type Command } from "commander";
import {
  describeCertificates,
  type CertificateDescription,
  type LineageMember,
} from "../../issuance/lifecycle/describe-certificate.ts";
import { openRecords } from "../../service/open-service.ts";
import { printResult } from "../line/print-result.ts";
import { printable } from "../line/printable.ts";
import { issuerOption, readSerial } from "../line/read-serial.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface ShowOptions extends ServiceOptions {
  readonly serial?: string;
  readonly issuer?: string;
  readonly tenant?: string;
  readonly cn?: string;
}

/** `koshin show`. */
export function showCommand(): Command {
  const description =
    "Show a certificate: its state, where it was imported from, who revoked it, any order to renew it at once, the stages of its renewal, where it was presented, and what it was renewed from and to.";
  return serviceCommand("show", description, "--tenant u00000014 --cn client28")
    .addOption(new Option("--serial <hex>", "its serial number").argParser(readSerial).conflicts(["tenant", "cn"]))
    .option(...issuerOption)
    .option("--tenant <name>", "with --cn: all certificates of this name")
    .option("--cn <cn>", "the name in the certificates: client28")
    .action(show);
}

async function show({ data, database, serial, issuer, tenant, cn, json }: ShowOptions, command: Command): Promise<void> {
  const whose = serial === undefined ? (tenant === undefined || cn === undefined ? undefined : { tenant, cn }) : { serial, issuer };
  if (whose === undefined) command.error("Name the certificate: --serial, or --tenant and --cn.");
  await using records = await openRecords(data, { database });
  const certificates = await describeCertificates(records, whose, new Date());
  printResult({ certificates }, json === true, certificates.map(written).join("\n\n"));
}

function written(certificate: CertificateDescription): string {
  const { cn, tenant, subject, issuer, issuerName, takenUp, revocation, renewalOrder, stages } = certificate;
  const { presentations, predecessors, successors } = certificate;
  return [
    `${cn} of ${tenant}: ${line(certificate)}`,
    `  subject      ${printable(subject)}`,
    `  issuer       ${issuerName === null ? issuer : `${printable(issuerName)} (${issuer})`}`,
    ...(takenUp === null ? [] : [`  ${origin(takenUp)}`]),
    ...(revocation === null
      ? []
      : [`  revoked      ${revocation.at.toISOString()}  ${revocation.actor ?? "-"}  ${revocation.reason}`]),
    ...(renewalOrder === null
      ? []
      : [
          `  to be renewed ${begin(renewalOrder)}, by an order of ${renewalOrder.at.toISOString()}${ending(renewalOrder.until)}: ${renewalOrder.reason}`,
        ]),
    ...stages.map(({ stage, at, actor }) => `  ${stage.padEnd(12)} ${at.toISOString()}  ${actor}`),
    ...presentations.map(
      ({ host, address, firstAt, lastAt }) =>
        `  presented    ${lastAt.toISOString()}  at ${host} from ${address}, first ${firstAt.toISOString()}`,
    ),
    ...predecessors.map((member) => `  renewed from ${line(member)}`),
    ...successors.map((member) => `  renewed to   ${line(member)}`),
  ].join("\n");
}

function origin({ at, actor, source, byFacts }: NonNullable<CertificateDescription["takenUp"]>): string {
  const what = source === null ? "adopted      " : "imported     ";
  const from = source === null ? "presented by its holder" : `imported from ${printable(source)}`;
  return `${what}${at.toISOString()}  ${actor}  ${from}${byFacts ? "; its facts alone, until its holder presents it" : ""}`;
}

function begin({ from, hours }: NonNullable<CertificateDescription["renewalOrder"]>): string {
  const begins = from === null ? "at once" : `from ${from.toISOString()} on`;
  return hours === null ? begins : `${begins}, daily ${hours}`;
}

function ending(until: Date | null): string {
  return until === null ? "" : ` that ends at ${until.toISOString()}`;
}

function line({ serial, state, notAfter }: LineageMember): string {
  return `${serial}  ${state}, until ${notAfter.toISOString()}`;
}
