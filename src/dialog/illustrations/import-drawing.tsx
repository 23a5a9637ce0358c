import type { ComponentChildren, JSX } from "preact";
import type { CertificateStore } from "../../ui/certificate-store.ts";
import { CertificateFile, Dots, Field, Tick } from "./drawing.tsx";

/** The drawing of one import step, shared by the systems. */
type ImportScene =
  /** A double click on the downloaded file. */
  | "open"
  | "file-name"
  | "password"
  /** The choice of a store, left unchanged. */
  | "store"
  | "finish"
  /** The completion message. */
  | "message"
  /** A store chosen in a list. */
  | "list"
  /** The system's password prompt, with permission to use the key. */
  | "allow"
  /** An address typed into the browser. */
  | "address"
  /** The browser's menu, open. */
  | "menu"
  /** A window with tabs, and a button below them. */
  | "tabs"
  /** A settings page, with a button in one of its rows. */
  | "settings"
  /** A file selected among others. */
  | "files"
  | "phone-file"
  | "phone-password";

/** The drawings beside the steps of each import, in the order of the steps. */
export const importScenes: Readonly<Record<CertificateStore, readonly ImportScene[]>> = {
  windows: ["open", "file-name", "password", "store", "finish", "message"],
  macos: ["open", "list", "password", "allow"],
  linux: ["address", "settings", "files", "password"],
  chromeos: ["address", "settings", "password"],
  mobile: ["phone-file", "phone-password"],
  firefox: ["menu", "tabs", "files", "password"],
};

/** What is in the drawing of an import step, by its position; null if there is no such step. */
export function drawImportStep(store: CertificateStore, step: number): JSX.Element | null {
  const scene = importScenes[store][step];
  return scene === undefined ? null : draw(scene);
}

function draw(scene: ImportScene): JSX.Element {
  switch (scene) {
    case "open":
      return (
        <>
          <CertificateFile x={30} y={12} />
          <Pointer x={56} y={38} />
          <path class="accent" d="M62 30v-5M67 33l4-4M69 38h5" />
        </>
      );
    case "file-name":
      return (
        <Window>
          <path d="M18 23h22" />
          <Field y={28}>
            <path class="accent" d="M0 0h38" />
          </Field>
          <Press />
        </Window>
      );
    case "password":
      return (
        <Window>
          <path d="M18 23h28" />
          <Field y={28}>
            <Dots />
          </Field>
          <Press />
        </Window>
      );
    case "store":
      return (
        <Window>
          <circle cx="21" cy="25" r="3" />
          <path d="M29 25h36M29 35h44" />
          <circle class="press" cx="21" cy="35" r="3" />
          <Press />
        </Window>
      );
    case "finish":
      return (
        <Window>
          <path d="M18 24h44M18 31h30M18 38h36" />
          <Press />
        </Window>
      );
    case "message":
      return (
        <>
          <rect class="paper" x="18" y="12" width="60" height="40" rx="4" />
          <Tick x={25} y={26} />
          <path d="M46 24h24M46 31h16" />
          <Press x={37} y={39} />
        </>
      );
    case "list":
      return (
        <Window>
          <rect class="tint" x="15" y="22" width="30" height="9" rx="2" />
          <path class="accent" d="M20 26.5h18" />
          <path d="M20 37h14M20 45h17M50 16v42" />
          <Press />
        </Window>
      );
    case "allow":
      return (
        <Window>
          <rect class="tint" x="18" y="29" width="16" height="12" rx="2" />
          <path d="M21 29v-3a5 5 0 0 1 10 0v3" />
          <rect x="40" y="26" width="38" height="11" rx="2" />
          <g transform="translate(44 31.5)">
            <path class="dots" d="M1 0h24" />
          </g>
          <Press />
        </Window>
      );
    case "address":
      return (
        <Window>
          <rect class="tint" x="16" y="21" width="64" height="11" rx="5.5" />
          <path class="accent" d="M23 26.5h32M60 23.5v6" />
          <path d="M16 41h64M16 49h40" />
        </Window>
      );
    case "menu":
      return (
        <Window>
          <path d="M76 9.5h5M76 12.5h5" />
          <rect class="paper" x="46" y="16" width="36" height="36" rx="2" />
          <rect class="tint" x="46" y="38" width="36" height="8" />
          <path d="M51 23h18M51 30h22" />
          <path class="accent" d="M51 42h12" />
          <Pointer x={70} y={43} />
        </Window>
      );
    case "tabs":
      return (
        <Window>
          <path d="M14 30h68M18 24h10M62 24h12M18 38h32" />
          <path class="tint" d="M34 30V19h22v11" />
          <Press />
        </Window>
      );
    case "settings":
      return (
        <Window>
          <path d="M30 16v42M15 24h9M15 32h9M37 25h22M37 34h30M37 48h12" />
          <Press />
        </Window>
      );
    case "files":
      return (
        <Window>
          <path d="M18 23h5M28 23h30M18 41h5M28 41h22" />
          <rect class="tint" x="14" y="27" width="68" height="10" rx="2" />
          <path class="accent" d="M18 32h5M28 32h40" />
          <Press />
        </Window>
      );
    case "phone-file":
      return (
        <>
          <Phone />
          <CertificateFile x={34} y={13} />
        </>
      );
    case "phone-password":
      return (
        <>
          <Phone />
          <path d="M37 18h16" />
          <rect x="36" y="23" width="24" height="10" rx="2" />
          <g transform="translate(40 28)">
            <path class="dots" d="M1 0h14" />
          </g>
          <rect class="press" x="36" y="42" width="24" height="8" rx="2" />
        </>
      );
  }
}

/** A window with its title bar. */
function Window({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <rect class="paper" x="10" y="6" width="76" height="52" rx="4" />
      <path d="M10 16h76M15 11h1M21 11h1" />
      {children}
    </>
  );
}

/** The button to press, with the pointer on it. */
function Press({ x = 58, y = 44 }: { readonly x?: number; readonly y?: number }): JSX.Element {
  return (
    <>
      <rect class="press" x={x} y={y} width="22" height="8" rx="2" />
      <Pointer x={x + 15} y={y + 4} />
    </>
  );
}

/** A mouse pointer. */
function Pointer({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return <path class="pointer" d={`M${x} ${y}v13l3.5-3 2.5 5 3-1.5-2.5-5h4.5z`} />;
}

function Phone(): JSX.Element {
  return <path class="paper" d="M34 4h28a4 4 0 0 1 4 4v48a4 4 0 0 1-4 4H34a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zM45 55.5h6" />;
}
