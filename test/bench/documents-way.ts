/** The procedure of the field's document from its dialog to the proof, sentence by sentence, with the number of actions in each. */
export const documentsWay: readonly { readonly quote: string; readonly actions: number }[] = [
  { quote: "そのまま「更新」を選択してください。", actions: 1 },
  { quote: "「こちら」を押下すると、証明書のダウンロードがおこなわれます。", actions: 1 },
  { quote: "「確認する」を押下すると証明書インポート時に必要となるパスワードが表示されます。", actions: 1 },
  // Pasting and saving; copying, and opening an editor, are not mentioned and not counted.
  { quote: "テキストファイルに貼り付けて保存し", actions: 2 },
  { quote: "ダブルクリックしてください。", actions: 1 },
  { quote: "証明書のインポートウィザードが表示されますので、[次へ]を押します。", actions: 1 },
  { quote: "そのまま[次へ]を押下してください", actions: 1 },
  { quote: "テキストファイルに保存したパスワードを入力して[次へ]を押下してください。", actions: 2 },
  { quote: "証明書ストアの選択画面が表示されます。そのまま[次へ]を押下してください。", actions: 1 },
  { quote: "[完了]を押下してください。", actions: 1 },
  { quote: "「正しくインポートされました」のメッセージが表示されますので、[OK]を押下する", actions: 1 },
  { quote: "再度WebORCAへ接続をおこない", actions: 1 },
  { quote: "証明書を選択し、「OK」してください。", actions: 2 },
  // User name, password, button.
  { quote: "正しくログインできることを確認してください。", actions: 3 },
];

/** The sentences of the import itself, from opening the file to the end of the wizard. */
export const documentsImport = documentsWay.slice(4, 11);
