// Answers on their way: the XML first, then its files a few at a time, only those that the server still waits for. Sent twice they are
// taken once, so a sending that broke off is begun again.
const PIECE = 8 * 1024 * 1024;

// Answers { told } when all has arrived, else { problem: "offline" | "signed_out" | "broken" | "refused", sentence, differs }.
export async function send({ door, token, xml, files, progress = () => {} }) {
  const all = pieces(files);
  if (all.length < 2) return post(door, token, xml, files);
  let sent = await post(door, token, xml, []);
  for (const [number, piece] of all.entries()) {
    if (sent.problem) return sent;
    progress(number + 1, all.length);
    const wanted = piece.filter((file) => sent.told.awaited.includes(file.name));
    if (wanted.length) sent = await post(door, token, xml, wanted);
  }
  return sent;
}

function pieces(files) {
  const all = [];
  let room = 0;
  for (const file of files) {
    if (file.size > room) {
      all.push([]);
      room = PIECE;
    }
    all.at(-1).push(file);
    room -= file.size;
  }
  return all;
}

async function post(door, token, xml, files) {
  const body = new FormData();
  body.append("xml_submission_file", new File([xml], "submission.xml", { type: "text/xml" }));
  for (const file of files) body.append(file.name, file, file.name);
  let response;
  try {
    response = await fetch(door, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
  } catch {
    return { problem: "offline" };
  }
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.type === "opaqueredirect" || (response.status === 403 && !json)) return { problem: "signed_out" };
  if (!json) return { problem: "broken" };
  const told = await response.json();
  return response.ok ? { told } : { problem: "refused", ...told };
}
