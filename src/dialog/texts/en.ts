import { textsEn as sharedEn } from "../../ui/texts/en.ts";
import type { Texts } from "./texts.ts";

/** The dialog in English. */
export const textsEn: Texts = {
  ...sharedEn,
  title: "Certificate renewal check",
  progress: {
    label: "Steps of the renewal",
    check: "Check",
    save: "Save",
    password: "Password",
    import: "Import",
    proof: "Connect",
  },
  action: { renew: "Renew", later: "Later", close: "Close", next: "Next", back: "Back", retry: "Try again" },
  check: {
    heading: "Your client certificate needs renewing",
    daysLeft: (days) => (days === 1 ? "1 day left" : `${days} days left`),
    lead: "It will expire soon. Choose “Renew” to get its replacement.",
    what: "Once it has expired, the service cannot be used with it any more.",
  },
  clock: {
    slow: (amount) =>
      `This computer's clock is ${amount} behind the service's. The new certificate would not be valid yet here, and not be listed. Have the date and time set automatically, then go on.`,
    fast: (amount) =>
      `This computer's clock is ${amount} ahead of the service's. A valid certificate may be taken for an expired one. Have the date and time set automatically, then go on.`,
  },
  refusal: { heading: "This certificate is not renewed automatically" },
  resume: {
    heading: "The renewal is not finished",
    begun: (when) => `A new certificate was issued on ${when} and has not been used yet.`,
    reached: {
      issued: "You came as far as the certificate being issued.",
      fetched: "You came as far as downloading the certificate.",
      "password-shown": "You came as far as seeing the password.",
      imported: "You came as far as importing the certificate.",
    },
    proveLead: "If you have imported it on this computer, test the connection.",
    carryOnLead: "If you have this file and its password, carry on with the import.",
    lostLead: "If the file or the password is lost, renew again.",
    carryOn: "Carry on with the import",
    again: "Renew again",
    unusable: "The page was closed before the password was shown, so nobody can open the file that was issued. Please renew again.",
  },
  elsewhere: {
    heading: "A renewal was begun elsewhere",
    lead: (when) => `It was begun on ${when} in another tab or on another computer. Carry on there, or renew again here.`,
    here: "Renew again here",
  },
  again: {
    question: "Renew again?",
    lead: (fileName) => `The certificate issued before (${fileName}) becomes invalid. Your present certificate stays as it is.`,
    agree: "Yes, renew again",
    decline: "No",
  },
  working: {
    heading: "Renewing your certificate",
    lead: "A key is made on this computer, and the new certificate is fetched and checked. This takes a moment.",
  },
  save: {
    heading: "Save your certificate",
    lead: ["Your certificate has been renewed.", "puts it into your download folder."],
    here: "Download",
    downloaded: (fileName) => `${fileName} has been downloaded.`,
    file: "File name",
    backup:
      "Always keep a backup of the renewed certificate, for instance on an external drive, in case this computer breaks down.",
    profile: "File format",
    modern: "Standard",
    modernHint: "Windows 10 and later, Linux, ChromeOS, Firefox",
    compatible: "Compatible",
    compatibleHint: "Mac, older Windows, older Java",
    rewritten: "The format has changed. Download the file again.",
  },
  password: {
    heading: "See your certificate's password",
    lead: "shows the password that the import asks for.",
    reveal: "Show password",
    label: "Password of the certificate",
    hyphen: "hyphen",
    copy: "Copy",
    copied: "The password has been copied. It is cleared from the clipboard after 60 seconds.",
    copiedToStay: "The password has been copied. When you have pasted it, copy something else, so that it leaves the clipboard.",
    copyRefused: "It could not be copied. Save it as a text file.",
    saveText: "Save as text file",
    saveRefused: "The browser does not let it be saved on this page. Choose “Copy”, paste it into a text editor and save it there.",
    savedText: (fileName) => `Saved as ${fileName}.`,
    keep: "Save the password, for instance as a text file, and keep it together with the downloaded certificate.",
  },
  import: {
    heading: "Import your certificate",
    lead: "Do this on the computer on which you renewed.",
    system: "Your computer",
    systems: {
      windows: "Windows",
      macos: "macOS",
      linux: "Linux",
      chromeos: "ChromeOS",
      mobile: "Phone or tablet",
      firefox: "Firefox, on any system",
    },
    steps: {
      windows: (fileName) => [
        `Double-click the downloaded client certificate [${fileName}]. The Certificate Import Wizard opens; choose [Next].`,
        "The wizard shows the file to import. Its name is filled in already; choose [Next].",
        "The wizard asks for the password. Enter the password that you saved and choose [Next].",
        "The wizard shows the certificate store. Leave it as it is and choose [Next].",
        "The import is complete; choose [Finish].",
        "When “The import was successful” appears, choose [OK]. That is all.",
      ],
      macos: (fileName) => [
        `In Finder, open Downloads and double-click [${fileName}]. Keychain Access opens.`,
        "If it asks where to add the certificate, choose “login” and then [Add].",
        "Enter the password that you saved and choose [OK].",
        "On the first connection, enter your Mac's login password and choose [Always Allow].",
      ],
      linux: (fileName) => [
        "Type chrome://certificate-manager into Chrome's address bar and open it.",
        "Open “Your certificates” and choose [Import].",
        `Choose the downloaded file [${fileName}].`,
        "Enter the password that you saved and choose [OK].",
      ],
      chromeos: (fileName) => [
        "Type chrome://certificate-manager into Chrome's address bar and open it.",
        "Open “Your certificates” and choose [Import and Bind].",
        `Choose the downloaded file [${fileName}], enter the password that you saved and choose [OK].`,
      ],
      mobile: (fileName) => [
        `Open the downloaded file [${fileName}].`,
        "Follow the instructions on the screen and enter the password that you saved.",
      ],
      firefox: (fileName) => [
        "Open Firefox's menu ([≡] at the top right), choose [Settings] and then [Privacy & Security].",
        "Under “Certificates” choose [Manage certificates] (or [View Certificates]), then [Import] on the tab “Your Certificates”.",
        `Choose the downloaded file [${fileName}].`,
        "Enter the password that you saved and choose [OK].",
      ],
    },
    command: "Command for administrators",
    commandLead: "To import from a terminal, use this command. It asks for the password by itself.",
    help: {
      summary: "If it does not work",
      password: "It says that the password is wrong",
      paste: "Do not type the password: paste it from the text file, without a space or a line end around it.",
      show: "See the password again",
      format:
        "If it still says so, it is nearly always the file's format. The other one holds the same certificate and key, under the same password.",
      other: (format) => `Download as “${format}”`,
      latest: "Import this file, the one that you downloaded last. Its password is the same.",
      noFile: "The format of a file that was saved before cannot be changed. Choose “Back” and renew again.",
      unlisted: "It is imported, but the browser does not list it",
      store: {
        windows:
          "In the wizard choose “Current User” and the store “Personal”. The browser may not list what is in “Local Machine”.",
        macos:
          "In Keychain Access it has to be among “My Certificates” of the keychain “login”. If it is in “System”, move it to “login”.",
        linux:
          "Chrome's certificates are in ~/.pki/nssdb, or else in ~/.local/share/pki/nssdb. A browser from snap or Flatpak has a place of its own: import on the browser's own page.",
        chromeos: "Import it as the ChromeOS user who connects, with [Import and Bind].",
        mobile: "On Android, choose the use “VPN and apps”. On an iPhone or iPad, connect with Safari.",
        firefox:
          "Firefox keeps certificates in a store of its own, one for each profile: one that you import by double-clicking the file is not seen by Firefox.",
      },
      browser: "Firefox and the other browsers have separate stores. Import it in the browser with which you connect.",
    },
    chooser: (serial) =>
      `The connection is tested next. If the browser asks, choose the certificate whose serial number begins with ${serial}.`,
    done: "I have imported it",
  },
  proof: {
    heading: "Try the new certificate",
    lead: "This connects to a second server with the new certificate, to make sure that it works.",
    chooser: (date, serial, first) =>
      `If the browser asks for a certificate, choose the one whose serial number begins with ${serial} (valid until ${date}${first ? ", first in the list" : ""}), then [OK].`,
    prove: "Test the connection",
    working: "Connecting. If the browser asks for a certificate, choose the new one.",
    misses: {
      "old-certificate": "The connection was made with the old certificate.",
      "other-certificate": "The connection was made with a different certificate.",
      "refused-certificate":
        "The connection was made with a certificate that the service does not accept. Import the file that was issued last, and pick its certificate.",
      "no-certificate":
        "No certificate was sent. Either the choice was cancelled, or the new certificate is not in the store that this browser uses.",
      unreachable:
        "The second server could not be reached. A new tab makes the browser say why. If that does not help, tell your administrator.",
      "not-recorded":
        "The new certificate connected, but the service's record could not be confirmed. Choose “Test the connection” again.",
    },
    remembers:
      "A browser remembers the certificate chosen for each server until it is closed. “Test the connection” takes another server each time: choose it again and pick the new certificate. If the browser never asks, a policy (AutoSelectCertificateForUrls) chooses for it: contact your administrator.",
    lookAgain: "Look at the import again",
    window: "Try in a new tab",
    windowLead: "When the new tab shows the new serial number, choose “Test the connection” here.",
    restart: "If nothing changes, close every window of the browser, open it again and log in.",
  },
  trial: {
    heading: "Try to connect with the new certificate",
    lead: "This site has no server that checks the connection, so see for yourself that it works.",
    how: (host) =>
      `Open a private window, or close every window of the browser and open it again, and connect to https://${host}. Windows that stay open go on using the old certificate.`,
    works: "It connected",
  },
  done: {
    heading: "Connected with the new certificate",
    lead: "From the next start of the browser on, choose the new certificate.",
    recovered: "From now on choose the new certificate, and do not use the one before any more.",
    apart: (cn) => `The browser's selector lists ${cn} twice. Tell them apart by their serial numbers.`,
    fresh: "New certificate",
    old: "Old certificate",
    order: "Place in the selector",
    first: "First",
    second: "Below it",
    until: (date) => `The old certificate works until ${date}, too. It does no harm where it is.`,
    retires: (date) => `The old certificate stops working on ${date}. It does no harm where it is.`,
    removal: {
      summary: "How to remove the old certificate",
      optional: "You need not. If you do, nothing is lost: the new certificate does all that the old one did.",
      where: {
        windows: "Press the Windows key and R, enter certmgr.msc, choose [OK], and open “Certificates” under “Personal”.",
        macos: "Open Keychain Access and choose “My Certificates” under “login”.",
        linux: "Type chrome://certificate-manager into the address bar and choose “Your certificates”.",
        chromeos: "Type chrome://certificate-manager into the address bar and choose “Your certificates”.",
        firefox: "In Firefox's settings, under “Privacy & Security”, choose [View Certificates] and open “Your Certificates”.",
        mobile: "In the device's settings, open the list of installed certificates or profiles.",
      },
      which: "Look at the details of those with the same name, and remove only the one with this serial number:",
    },
    keep: "Keep the certificate's file and its password together in a safe place.",
  },
  leave: {
    heading: "Please do not close this yet",
    lead: "If you close it here, the certificate that was issued is lost. Save the file and see its password first.",
    passwordLead: "If you close it here, the password cannot be shown again. Copy it or save it as a text file first.",
    stay: "Go on with the renewal",
    leave: "Close anyway",
  },
  failure: "That did not work",
};
