import { fileName, plural } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";

export interface VerifiedFile {
  readonly path: string;
  readonly state: "unchanged" | "changed" | "missing";
}

export function VerificationNote({ files }: { readonly files: readonly VerifiedFile[] }) {
  const bad = files.filter((file) => file.state !== "unchanged");
  if (bad.length === 0) return <Note tone="good" title={`${plural(files.length, "file is", "files are")} unchanged since intake.`} />;
  return (
    <Note tone="failure" title={`${plural(bad.length, "file no longer agrees", "files no longer agree")} with the intake.`}>
      <ul>
        {bad.map((file) => (
          <li key={file.path}>
            <span className="code" title={file.path}>
              {fileName(file.path)}
            </span>
            : {file.state}
          </li>
        ))}
      </ul>
      <p>Runs on these sources cannot be repeated. Get the original export back, or import the new one as a source of its own.</p>
    </Note>
  );
}
