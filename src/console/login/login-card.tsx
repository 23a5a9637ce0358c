import type { ComponentChildren, JSX } from "preact";

interface LoginCardProps {
  readonly heading: string;
  readonly lead?: string;
  readonly children: ComponentChildren;
}

/** One step on the way in, on a page of its own. */
export function LoginCard({ heading, lead = "", children }: LoginCardProps): JSX.Element {
  return (
    <main class="way-in">
      <section class="card">
        <h1>{heading}</h1>
        {lead !== "" && <p>{lead}</p>}
        {children}
      </section>
    </main>
  );
}
