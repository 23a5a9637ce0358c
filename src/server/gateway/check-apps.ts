import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import type { Agent } from "undici";
import { judgePolicies } from "../injection/policy.ts";
import { sitesOf, type Site } from "../settings/hosts.ts";
import type { Settings } from "../settings/settings.ts";
import { appConnections } from "./app-connections.ts";
import { appFailureOf, type AppFailure } from "./failure.ts";

/** What is wrong with the apps behind the service, or with their pages, each as a sentence that says what to do. */
export interface AppFindings {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** What an app is asked for, and how long its answer may take to begin, in milliseconds. */
interface Question {
  readonly path: string;
  readonly headersTimeout: number;
}

/** An app's answer to `GET`. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly policies: readonly string[];
}

/** Tries whether the apps answer, and whether the policies of the pages that get the in-page module let it run. */
export async function checkApps({ hosts, inpage, limits }: Settings): Promise<AppFindings> {
  const agent = appConnections(limits);
  const headersTimeout = limits.upstreamAnswerSeconds * 1000;
  const problems: string[] = [];
  const notes: string[] = [];
  try {
    for (const site of sitesOf(hosts, "app")) {
      const { host, upstream, inject = [] } = site;
      if (upstream === undefined) continue;
      const answer = await ask(agent, site, { path: "/", headersTimeout });
      if (typeof answer === "string") {
        problems.push(`The app of ${host} at ${upstream} ${inWords[answer]}. Start it, or correct upstream of this host.`);
        continue;
      }
      for (const path of inject.filter((each) => !each.endsWith("*"))) {
        if (await forbidsModule(agent, site, { path, headersTimeout })) {
          notes.push(
            `The content security policy of ${path} of ${host} forbids the in-page module. Allow its script and requests there, as app.md says, or leave the path out of inject.`,
          );
        }
      }
    }
    const injects = sitesOf(hosts, "app").some(({ inject = [] }) => inject.length > 0);
    const script = join(inpage?.assets ?? "", "koshin-injected.js");
    if (injects && !(await isReadable(script)))
      problems.push(`${script} cannot be read. Correct inpage.assets, the folder of the built in-page module.`);
    return { problems, notes };
  } finally {
    await agent.destroy();
  }
}

const inWords: Readonly<Record<AppFailure, string>> = {
  unreachable: "cannot be reached",
  timeout: "does not answer in time",
  broken: "does not answer by HTTP",
};

async function forbidsModule(agent: Agent, site: Site, question: Question): Promise<boolean> {
  const answer = await ask(agent, site, question);
  if (typeof answer === "string" || answer.status !== 200 || !answer.type.startsWith("text/html")) return false;
  const origin = `https://${site.host}`;
  const [script, connections] = [new URL("/koshin/koshin-injected.js", origin), [new URL("/api/cert/status", origin)]];
  return !judgePolicies(answer.policies, { script, connections }).allowed;
}

async function ask(agent: Agent, { host, upstream }: Site, question: Question): Promise<Answer | AppFailure> {
  try {
    const { statusCode, headers, body } = await agent.request({
      origin: upstream ?? "",
      ...question,
      method: "GET",
      headers: { host, "x-forwarded-host": host, "x-forwarded-proto": "https" },
    });
    body.on("error", () => undefined).destroy();
    const policies = [headers["content-security-policy"] ?? []].flat();
    return { status: statusCode, type: String(headers["content-type"] ?? ""), policies };
  } catch (error) {
    return error instanceof Error ? appFailureOf(error) : "broken";
  }
}

async function isReadable(path: string): Promise<boolean> {
  return await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
