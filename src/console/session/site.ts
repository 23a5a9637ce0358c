import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { roles, type Role, type Session, type SiteRole } from "../../protocol/console/session.ts";
import type { Language } from "../../ui/language.ts";
import type { Texts } from "../texts/texts.ts";
import type { Attempt } from "./attempts.ts";

/** What every screen of the site works with. */
export interface Site {
  readonly service: Service;
  readonly session: Session;
  readonly setSession: (session: Session) => void;
  readonly language: Language;
  readonly texts: Texts;
  readonly attempt: Attempt;
  /** Says what has been done: visible, and announced by screen readers. */
  readonly say: (sentence: string) => void;
  /** The service's time, whatever this computer's clock says. */
  readonly now: () => Date;
}

const SiteContext = createContext<Site | undefined>(undefined);

/** Gives the screens in it what they work with. */
export const SiteProvider = SiteContext.Provider;

/** What the screens work with. @throws Error outside of a `SiteProvider` */
export function useSite(): Site {
  const site = useContext(SiteContext);
  if (site === undefined) throw new Error("There is no site around this component.");
  return site;
}

/** Whether a role permits what needs at least another one. */
export function permits(role: SiteRole, atLeast: Role): boolean {
  return roles.slice(0, roles.indexOf(atLeast) + 1).some((each) => each === role);
}

/** The service's time, from the time in its answer and from what has passed since. */
export function clockOf({ now }: Session): () => Date {
  const [then, began] = [Date.parse(now), performance.now()];
  return () => new Date(then + performance.now() - began);
}
