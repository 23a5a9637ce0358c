import { EventEmitter, once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Identity } from "./tls-client.ts";

/** A received mail. */
interface ReceivedMail {
  readonly to: string;
  /** The message as sent, with its header. */
  readonly message: string;
  readonly encrypted: boolean;
  /** The SASL PLAIN credentials, decoded. */
  readonly credentials: string | undefined;
}

/** An SMTP server (RFC 5321) that keeps the received mails. */
export interface SmtpReceiver extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** The replies to the next messages, or `cut` to break the connection instead. */
  answer: string;
  /** A promise that replies wait for. */
  hold: Promise<unknown>;
  /** Resolves once this number of mails has been received, replied to or not. */
  received(count: number): Promise<void>;
}

/**
 * Starts the server. With an identity it offers STARTTLS (RFC 3207), or, with `implicit`, TLS from the first byte
 * (RFC 8314, section 3.3), and over either AUTH PLAIN (RFC 4954).
 */
export async function receiveMail(identity?: Identity, implicit?: "implicit"): Promise<SmtpReceiver> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const arrivals = new EventEmitter();
  const receiver = { answer: "250 kept", hold: Promise.resolve<unknown>(undefined) };
  const encrypt = (socket: Socket, by: Identity): TLSSocket =>
    new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(by) });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const secure = implicit !== undefined && identity !== undefined;
    const spoken = secure ? encrypt(socket, identity) : socket;
    spoken.write("220 localhost\r\n");
    converse(spoken, secure);
  });

  function converse(socket: Socket, encrypted: boolean): void {
    let rest = "";
    let to = "";
    let credentials: string | undefined;
    let message: string[] | undefined;
    const say = (reply: string): void => void socket.write(`${reply}\r\n`);
    socket.on("error", () => undefined);
    socket.on("data", function take(chunk: Buffer) {
      rest += chunk.toString("utf8");
      const lines = rest.split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (message !== undefined) {
          if (line !== ".") message.push(line);
          else {
            mails.push({ to, message: message.join("\n"), encrypted, credentials });
            message = undefined;
            arrivals.emit("mail");
            void receiver.hold.then(() => {
              if (receiver.answer === "cut") socket.destroy();
              else say(receiver.answer);
            });
          }
        } else if (/^EHLO/i.test(line)) {
          const offers = identity === undefined ? [] : [encrypted ? "AUTH PLAIN" : "STARTTLS"];
          const all = ["localhost", ...offers];
          all.forEach((offer, index) => say(`250${index === all.length - 1 ? " " : "-"}${offer}`));
        } else if (/^STARTTLS/i.test(line) && identity) {
          socket.off("data", take);
          socket.write("220 go ahead\r\n", () => {
            converse(encrypt(socket, identity), true);
          });
        } else if (/^STARTTLS/i.test(line)) {
          say("502 not here");
        } else if (/^AUTH PLAIN /i.test(line)) {
          credentials = Buffer.from(line.slice("AUTH PLAIN ".length), "base64").toString("utf8");
          say("235 welcome");
        } else if (/^DATA/i.test(line)) {
          message = [];
          say("354 go on");
        } else {
          to = /^RCPT TO:<(.*)>/i.exec(line)?.[1] ?? to;
          say("250 ok");
        }
      }
    });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = addressOf(server.address());
  return Object.assign(receiver, {
    port: port ?? 0,
    mails,
    async received(count: number) {
      while (mails.length < count) await once(arrivals, "mail");
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  });
}

function addressOf(address: AddressInfo | string | null): Partial<AddressInfo> {
  return typeof address === "object" && address !== null ? address : {};
}

/** A mail's header and text, whatever its encoding. */
export function textOfMail(message: string): string {
  const [header = "", ...body] = message.split("\n\n");
  const text = body.join("\n\n");
  if (/base64/i.test(header)) return `${header}\n\n${Buffer.from(text, "base64").toString("utf8")}`;
  const octets = text.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return `${header}\n\n${Buffer.from(octets, "latin1").toString("utf8")}`;
}
