import type { ProofMiss } from "../../src/dialog/machine/renewal-state.ts";
import type { CertificateFileCode } from "../../src/extension/certificate-file/certificate-file-error.ts";
import type { WatchOptionErrorCode } from "../../src/inpage/watch-options.ts";
import type { administrationCodes } from "../../src/protocol/console/problem.ts";
import type { RenewalErrorCode } from "../../src/protocol/failure.ts";
import type { OperatorErrorCode } from "../../src/server/system/operator-error.ts";
import { administrationExplanationsJa } from "./administration-explanations-ja.ts";
import { commandExplanationsJa } from "./command-explanations-ja.ts";

/** When and why each code comes, in Japanese; the comments on the codes say it in English. */
interface ExplanationsJa {
  readonly renewal: Readonly<Record<RenewalErrorCode, string>>;
  readonly administration: Readonly<Record<(typeof administrationCodes)[number], string>>;
  readonly miss: Readonly<Record<ProofMiss["kind"], string>>;
  readonly file: Readonly<Record<CertificateFileCode, string>>;
  readonly watch: Readonly<Record<WatchOptionErrorCode, string>>;
  readonly command: Readonly<Record<OperatorErrorCode, string>>;
}

export const explanationsJa: ExplanationsJa = {
  administration: administrationExplanationsJa,
  renewal: {
    "no-certificate":
      "要求にクライアント証明書が付いていません。ブラウザは期限切れの証明書を選択画面に出さず、選択を取り消した接続では何も送りません。ウィンドウをすべて閉じてブラウザを開き直し、証明書を選択してください。一覧にない場合は .p12 ファイルをインポートするか、管理者に再発行コードを依頼してください。",
    "unknown-issuer":
      "このサービスが発行した証明書ではありません。別のサービス、または別の環境のものです。このサービスから受け取った証明書を選択してください。",
    "unknown-serial":
      "この認証局の署名はありますが、サービスに発行の記録がありません。この証明書は使わず、管理者に新しい証明書を依頼してください。運用者へ: 復元の後など、データベースが証明書より古い場合にも起こります。",
    revoked:
      "運用者が失効させたか、一度も使われないうちに別の更新が取って代わりました。より新しい証明書を使うか、管理者に依頼してください。",
    retired:
      "証明書は更新済みで、新しい証明書が使われており、両方を使える期間が終わりました。有効期限が後のほうを選択してください。一覧にない場合は、その .p12 ファイルをインポートしてください。",
    "not-yet-valid":
      "有効期間がまだ始まっていません。進んだ時計で発行されたか、サービスの時計が遅れています。以前の証明書を使うか、後でもう一度試し、運用担当者に連絡してください。運用担当者の方へ：時計を合わせると、以前の証明書をもう一度更新できます。",
    expired: "有効期限が過ぎ、自分では更新できません。パソコンの日付を確かめ、管理者に再発行コードを依頼してください。",
    "tenant-closed": "証明書のテナントは利用を終了しています。管理者に問い合わせてください。",
    "type-not-renewable":
      "この種類の証明書（`api`、`backup` など、製品の設定にない種類）は自動更新の対象外です。期限が切れる前に、管理者に新しい証明書を依頼してください。",
    "already-renewed":
      "証明書は更新済みで、新しい証明書が使われています。この証明書に必要な操作はありません。新しい証明書を失った場合は、管理者に失効を依頼すると、この証明書からもう一度更新できます。",
    "not-due": "更新の時期より前です。いつからできるかは状態の `window.from` が、いつ尋ね直すかは `Retry-After` が示します。",
    "authority-expires-first":
      "認証局の期限が近く、いま発行すると証明書のほうが後に切れるため、サービスは発行しません。現在の証明書は期限まで使えます。運用者が認証局を切り替えた後に、もう一度お試しください。運用者へ: `koshin rotate issuing-ca` または `koshin rotate root` を実行し、サービスに再読み込みをさせてください。",
    "authority-delayed":
      "証明書に署名する別の認証局が、まだ判断していません。要求は保持されています。`Retry-After` の時間が過ぎたら、同じ鍵の要求をもう一度送ってください（画面では「もう一度」）。現在の証明書はその間も使えます。ESTでは状態コード202で応答します（RFC 7030、4.2.3）。",
    "authority-refused":
      "証明書に署名する別の認証局が発行を断ったか、使えない証明書を返しました。現在の証明書は期限まで使えます。運用者に連絡してください。運用者へ: ログに、要求の識別子とともに認証局の理由があります。",
    "name-not-permitted":
      "サービスの認証局には、この名前の証明書を発行する権限がなく、発行してもどのプログラムにも受け付けられません。現在の証明書は期限まで使えます。管理者に連絡してください。運用者へ: 認証局またはその上位の認証局の名前の制約 (nameConstraints) が、主体者名、または更新で引き継ぐ subjectAltName を認めていません。制約のない認証局を使うか、`certificateProfile.subjectAltName` を `omit` にしてください。",
    "key-on-device-only":
      "このテナントは、更新の鍵を、このサービスではなく、使う端末でだけ作ると決めています。その端末のブラウザで更新するか、EST(`simplereenroll`)で自分の鍵を使って更新してください。",
    "replacement-pending":
      "別の場所で新しい証明書が発行され、まだ使われていません。そちらで続けるか、それが無効になることに同意すると、ここでの更新が取って代わります。",
    "request-malformed":
      "本文が、base64のPKCS#10要求など、このアドレスの受け付けるものではないか、全部が届く前に接続が切れました。または、アドレスのパラメーターが受け付けられないものです。要求を作り直してください。",
    "request-signature-unsupported":
      "署名が正しいかどうかにかかわらず、受け付けない方式（RSASSA-PSS、SHA-1、SHA-224など）で署名されています。SHA-256、SHA-384、SHA-512のいずれかで、P-256とP-384はECDSA、RSAはPKCS #1 v1.5で署名してください。",
    "request-signature-wrong": "要求が、名前を挙げた鍵で署名されていません。その鍵の秘密鍵で署名し直してください。",
    "request-subject-wrong":
      "要求の名前が証明書の名前（コードで更新するときは、コードを受け取った方の名前）と違うか、CNまたはOが複数あるか、名前が読み取れません。更新では名前は変わりません。証明書のCNとOをそのまま書いてください。",
    "request-key-not-allowed":
      "テナントが認めない種類の鍵です。文と応答の `keyKinds` が示す種類（先にあるものを推奨）の鍵を新しく作ってください。楕円曲線は名前付き曲線、圧縮しない点です。",
    "request-key-unsafe":
      "秘密鍵をほかの人が計算できます。RSAでは、指数が65537でない、752未満の因数がある、二つの因数が等しいか近い、不具合のあるライブラリの形（ROCA、CVE-2017-15361）である鍵、楕円曲線では、秘密鍵が最初の数のいずれかであるか、点が曲線上にない鍵です。鍵を作ったプログラムやトークンを更新するか、別のものを使ってください。",
    "request-key-blocked":
      "鍵が漏れたことが分かっています。その鍵の証明書が危殆化を理由に失効したか、運用者が禁止鍵の一覧に加えました。鍵を新しく作り、機械の複製で古い鍵が戻らないようにしてください。",
    "request-key-taken":
      "この鍵の証明書を別の方が持っている（持っていた）か、認証局自身の鍵です。鍵を共有すると互いになりすませるため、認められません。鍵ごと複製された機械で起こります。鍵を新しく作ってください。",
    "request-key-reused":
      "現在の証明書か、それより前の証明書の鍵です。テナントは更新のたびに新しい鍵を求めています。新しく作ってください（オプションを付けないと作らないプログラムがあります）。運用者へ: `koshin tenant set --same-key allowed` で同じ鍵を認められます。",
    "enrolment-needs-code":
      "`simpleenroll` は再発行のホストで、コードと一緒に使います。有効な証明書は `simplereenroll` で更新します。運用者へ: ほかのKoshinのように他の人の分を要求する側は、設定の `registrars` に書いてください。",
    "key-encryption-unsupported":
      "`serverkeygen` に、接続の内側で鍵をさらに暗号化するよう求められました。その属性を付けずに要求してください。鍵は途中でTLSに守られます。",
    "stage-unknown":
      "報告された証明書がこの証明書の更新ではないか、クライアントが報告する段階ではありません。状態を取り直し、そこにあるものを報告してください。",
    "recovery-code-wrong":
      "コードが違うか、使用済みか、期限切れか、別の方のものです。どれであるかは誰にも知らせません。入力を確かめてください。コードは24時間有効です。新しいコードは管理者に依頼してください。",
    "body-too-large": "本文が、このアドレスの受け付ける大きさを超えています。求められたものだけを送ってください。",
    "media-type-wrong":
      "`Content-Type` がないか、このアドレスのものではありません。ESTは `application/pkcs10`、`POST /api/cert` と報告は `application/json` です。届いたものと求めるものを応答の文が示し、求めるものは `Accept` ヘッダーにもあります。",
    "cross-site": "別のサイトのページから要求が送られました。サービス自身のページを開いて操作してください。",
    "too-many-requests":
      "1時間に10回、この証明書が更新されました。受け取ったものを保存せずに繰り返しているものがあります。それを止め、`Retry-After` の時間が過ぎてからやり直してください。",
    "connections-exceeded": "この証明書、またはこのアドレスからの接続が多すぎます。ほかの接続を閉じるか、それを使ってください。",
    "requests-exceeded":
      "要求の間隔が短すぎるか、このアドレスから誤った再発行コードが続けて送られました。`Retry-After` の時間だけ待ち、間隔を空けて続けてください。",
    "tenant-renewals-exceeded":
      "1時間に、サービスの上限を超える数の証明書がこのテナントで更新されました。後でやり直してください。上限は運用者が設定で上げられます。",
    "not-found": "このアドレスには何もないか、このサービスのものでないホスト名が使われました。両方を確かめてください。",
    "method-not-allowed": "アドレスは正しく、メソッドが違います。使えるものは `Allow` が示します。ESTの発行は `POST` です。",
    "front-not-trusted":
      "要求が、サービスの前にあるリバースプロキシを正しく通っていないため、そのクライアント証明書は信用されません。運用者の方へ: 理由（`peer`、`secret`、`header`、`certificate`、`server-name`）はログにあり、プロキシが守っていないことは `koshin check --front` で分かります。",
    unavailable:
      "データベースに一時的に接続できないか、ディスクがいっぱいです。または、手前のゲートウェイが、サービスが止まっていると応答したか（502、503、504）、署名する別の認証局に届きません。しばらくしてからやり直してください。同じ要求を繰り返しても安全で、前の要求がすでに済んでいることもあります。",
    internal:
      "サービスの側で失敗しました。やり直しても続く場合は、時刻を添えて運用者に連絡してください。原因は、要求の番号とともにログにあります。",
    unreachable:
      "サービスが応答しませんでした。ネットワークが切れているか、プロキシやファイアウォールに止められたか、証明書が時間内に選択されなかったか、サービスが止まっています。",
    "answer-malformed":
      "サービスのものではない応答が届きました。プロキシの画面か、ログイン画面への転送か、同じアドレスの別のプログラムか、版の異なるサービスです。",
    "download-failed": "ブラウザがダウンロードを始めなかったか、途中でやめました。ディスクがいっぱいか、フォルダに書き込めません。",
    "download-cancelled": "利用者がダウンロード、または保存先の問い合わせを取り消しました。",
    "download-forbidden": "ブラウザのポリシーまたはセキュリティ ソフトがダウンロードを禁止しています。",
    "answer-cached":
      "以前の応答が返されました。ページのサービスワーカーがキャッシュから答えているため、埋め込みモジュールにはサービスの処理の結果が分かりません。`/api/cert/` と `/.well-known/est/` の下への要求は、そのまま通してください。",
    "presses-stopped":
      "埋め込みモジュールの画面で利用者が押したものを、ページのリスナーが止めています。画面が開く前に、`window` に、キャプチャーとして登録されたリスナーです。ページに宛てられていないものは通すか、`document` に登録してください。",
    "extension-replaced": "画面を開いている間に、ブラウザが拡張機能を更新または再読み込みしたか、取り除きました。",
    "site-not-configured": "ページのホストが拡張機能の一覧にないか、ページを開いている間に一覧から外されました。",
    "renewal-not-offered": "このサイトの `POST /api/cert` には何もありません。このサイトの証明書は別の方法で更新されます。",
    "renewal-declined":
      "サイトが `POST /api/cert` を、理由を示さずに断りました。更新の時期より前か、証明書が選択されていないか、更新の対象でない証明書です。",
    "base64-malformed":
      "base64であるはずのものが別のものか、途中で切れています。プロキシの画面などが、途中で応答と入れ替わっています。",
    "der-malformed": "DER（X.690）であるはずのものが違います。別のファイルか、壊れたファイルです。",
    "certificate-malformed": "X.509証明書（RFC 5280）であるはずのものが読み取れません。",
    "response-malformed":
      "更新への応答が、証明書の入った `certs-only` メッセージ（RFC 7030、4.2.3節）ではないか、証明書が入っていないか、`cacerts` のどの認証局も発行していない証明書です。",
    "key-unsupported": "P-256、P-384、2048・3072・4096ビットのRSAのどれでもない鍵です。",
    "pkcs12-malformed": "PKCS#12ファイル（RFC 7292）であるはずのものが違います。",
    "pkcs12-truncated": ".p12 ファイルが、自ら示す長さより前で終わっています。ダウンロードが途中で切れました。",
    "pkcs12-wrong-password": ".p12 ファイルのMACがパスワードに合いません。多くは、空白や改行が一緒にコピーされています。",
    "pkcs12-unsupported": ".p12 ファイルの暗号方式は、読み取れる方式のどれでもありません。",
    "pkcs12-too-many-iterations": ".p12 ファイルの鍵導出の回数が多すぎ、読み取りに何分もかかります。",
    "password-not-ascii": "パスワードに、プログラムによって符号化が異なる文字があり、開けないプログラムが出ます。",
    "replacement-key-mismatch": "受け取った証明書が、ここで作った鍵のものではなく、使えません。",
    "replacement-subject-mismatch": "受け取った証明書のCNまたはテナントが、現在の証明書と違います。",
    "replacement-not-later": "受け取った証明書の有効期限が、現在の証明書より後ではありません。",
  },
  miss: {
    "old-certificate":
      "更新前の証明書が選択されたままでした。選択画面が一度も出ない場合は、管理者のポリシー AutoSelectCertificateForUrls が更新前の証明書を選んでいます。発行者の名前が変わったときは、両方の名前を指定してください。",
    "other-certificate": "更新前のものでも新しいものでもない証明書が届きました。",
    "refused-certificate": "サービスが受け付けない証明書が届きました。後の更新に取って代わられたファイルのものなどです。",
    "not-replacement":
      "新しい証明書が届きませんでした。どの証明書が届いたか、届かなかったかは、サービスだけが知っています（拡張機能のウィンドウでの更新）。",
    "no-certificate": "証明書が届きませんでした。選択が取り消されたか、ブラウザの使うストアに新しい証明書がありません。",
    unreachable: "サイトは応答しますが、確認用のサーバーが応答しません。",
    "not-recorded": "新しい証明書は届きましたが、サービスに記録されていません。",
  },
  file: {
    "no-certificate-in-file": "読み取れる形の証明書が、ファイルにありません。",
    "authorities-only": "ファイルの証明書は、どれも認証局のものです。",
    "key-without-certificate": "ファイルの鍵に合う証明書が、ファイルにありません。",
    "several-certificates": "ファイルに、本人のものかもしれない証明書が複数あります。",
    nameless: "証明書に、見分けるための名前 (CN) がありません。",
    "password-wrong": ".p12 ファイルが、そのパスワードでは開きません。",
    "encryption-unsupported": ".p12 ファイルの暗号方式は、ここでは読み取れません。",
    "p12-malformed": ".p12 ファイルが途中で切れているか、壊れています。",
    "too-large": "証明書のファイルとしては大きすぎます。",
  },
  watch: {
    "option-unknown": "その名前のオプションはありません。",
    "option-wrong": "オプションの値の種類が違います。",
    "text-unknown": "その文言はないか、差し替えられません。",
    "text-wrong": "文言が空か、文字列でないか、入るべき値が抜けています。",
  },
  command: commandExplanationsJa,
};
