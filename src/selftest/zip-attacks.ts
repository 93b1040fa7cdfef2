import { utf8 } from "../evidence/octets.ts";
import type { GenuinePack, PackAttack } from "./attack.ts";
import { type RawArchive, type RawEntry, rawZip } from "./raw-zip.ts";

const TRAVERSAL = "Zip-slip";
const BOMB = "Bomb";
const COLLISION = "Colliding names";
const SPECIAL = "Links and devices";
const MISMATCH = "Two readings of one archive";
const NAME = "Names that mislead";

export function honestEntries({ files, root }: GenuinePack): RawEntry[] {
  return [...files].map(([path, data]) => ({ name: `${root}/${path}`, data }));
}

/** An archive with one entry too many. */
function added(
  id: string,
  threat: string,
  description: string,
  make: (root: string, entries: readonly RawEntry[]) => Partial<RawEntry> & { name: string },
  expectedStep: PackAttack["expectedStep"] = "names",
): PackAttack {
  return {
    id,
    threat,
    description,
    expectedStep,
    build: (pack) => {
      const entries = honestEntries(pack);
      return { zip: rawZip([...entries, { data: utf8("evil"), ...make(pack.root, entries) }]) };
    },
  };
}

/** An archive whose first entry lies. */
function lying(
  id: string,
  threat: string,
  description: string,
  change: (entry: RawEntry, root: string) => Partial<RawEntry>,
  expectedStep: PackAttack["expectedStep"] = "names",
): PackAttack {
  return {
    id,
    threat,
    description,
    expectedStep,
    build: (pack) => {
      const [first, ...rest] = honestEntries(pack);
      return { zip: rawZip(first === undefined ? rest : [{ ...first, ...change(first, pack.root) }, ...rest]) };
    },
  };
}

function wrapped(id: string, threat: string, description: string, make: (pack: GenuinePack) => RawArchive): PackAttack {
  return { id, threat, description, expectedStep: "limits", build: (pack) => ({ zip: rawZip(honestEntries(pack), make(pack)) }) };
}

const ZEROS = 4 * 2 ** 20;
const FOLDER_MODE = 0o040755;

/** Attacks on the archive itself, before any file is looked at. */
export const ZIP_ATTACKS: readonly PackAttack[] = [
  added("zip-parent-path", TRAVERSAL, "an entry named ../../evil", (root) => ({ name: `${root}/../../evil` }), "limits"),
  added("zip-parent-path-first", TRAVERSAL, "an entry named ../evil beside the folder", () => ({ name: "../evil" }), "limits"),
  added("zip-absolute-path", TRAVERSAL, "an entry named /etc/evil", () => ({ name: "/etc/evil" }), "limits"),
  added("zip-drive-letter", TRAVERSAL, "an entry named C:/evil", () => ({ name: "C:/evil" }), "limits"),
  added("zip-backslash", TRAVERSAL, "an entry named ..\\..\\evil", (root) => ({ name: `${root}\\..\\..\\evil` }), "limits"),
  added("zip-network-path", TRAVERSAL, "an entry on a Windows share", () => ({ name: "\\\\server\\share\\evil" }), "limits"),
  added("zip-home", TRAVERSAL, "an entry named ~/evil", () => ({ name: "~/evil" })),
  added("zip-point-segment", TRAVERSAL, "an entry named ./evil", (root) => ({ name: `${root}/./evil` })),
  added("zip-empty-segment", TRAVERSAL, "an entry with // in its name", (root) => ({ name: `${root}/data//evil.json` })),
  added("zip-percent", TRAVERSAL, "an entry named %2e%2e%2fevil", (root) => ({ name: `${root}/%2e%2e%2fevil` })),
  added("zip-second-root", TRAVERSAL, "a second folder beside the pack", () => ({ name: "other/evil" })),
  lying("zip-bomb-ratio", BOMB, "4 MB of zeros, packed 1000 to 1", () => ({ data: new Uint8Array(ZEROS), deflate: true }), "limits"),
  lying(
    "zip-declared-small",
    BOMB,
    "an entry that unpacks to more than it declares",
    () => ({ data: new Uint8Array(ZEROS), deflate: true, size: 10 }),
    "limits",
  ),
  lying("zip-declared-large", BOMB, "an entry that declares 9 GiB", () => ({ size: 0xffff_fff0, deflate: true }), "limits"),
  lying(
    "zip-within-zip",
    BOMB,
    "an archive in place of a document",
    () => ({ data: rawZip([{ name: "x", data: new Uint8Array(10) }]) }),
    "tagmanifest",
  ),
  lying("zip-wrong-checksum", BOMB, "an entry with another checksum than the archive states", () => ({ checksum: 1 }), "limits"),
  {
    id: "zip-many-entries",
    threat: BOMB,
    description: "41 000 empty entries",
    expectedStep: "limits",
    build: (pack) => ({
      zip: rawZip([
        ...honestEntries(pack),
        ...Array.from({ length: 41_000 }, (_, index) => ({ name: `${pack.root}/data/inventory/x${index}.json`, data: new Uint8Array() })),
      ]),
    }),
  },
  added("zip-overlap", BOMB, "two names over the same bytes", (root, entries) => ({
    name: `${root}/data/inventory/x.json`,
    sharesHeaderOf: 0,
    data: entries[0]?.data ?? new Uint8Array(),
  })),
  added("zip-duplicate-name", COLLISION, "a second data/pack.json", (root) => ({ name: `${root}/data/pack.json` })),
  added("zip-case-collision", COLLISION, "data/PACK.json beside data/pack.json", (root) => ({ name: `${root}/data/PACK.json` })),
  added("zip-composed-name", COLLISION, "a name with \u00E9 as one character", (root) => ({ name: `${root}/data/inventory/\u00E9.json` })),
  added("zip-decomposed-name", COLLISION, "a name with e and a combining accent", (root) => ({
    name: `${root}/data/inventory/e\u0301.json`,
  })),
  added("zip-file-and-folder", COLLISION, "data/pack.json/x below a name that is a file", (root) => ({ name: `${root}/data/pack.json/x` })),
  added("zip-empty-folder", COLLISION, "a folder that holds nothing", (root) => ({
    name: `${root}/empty/`,
    data: new Uint8Array(),
    mode: FOLDER_MODE,
  })),
  added("zip-folder-with-content", COLLISION, "a folder entry that carries bytes", (root) => ({
    name: `${root}/data/`,
    mode: FOLDER_MODE,
  })),
  lying("zip-symbolic-link", SPECIAL, "a symbolic link in place of a file", () => ({ mode: 0o120777, data: utf8("/etc/passwd") })),
  lying("zip-device", SPECIAL, "a character device", () => ({ mode: 0o020644 })),
  lying("zip-pipe", SPECIAL, "a named pipe", () => ({ mode: 0o010644 })),
  lying("zip-socket", SPECIAL, "a socket", () => ({ mode: 0o140644 })),
  lying("zip-setuid", SPECIAL, "a file that would run as its owner (setuid)", () => ({ mode: 0o104755 })),
  lying("zip-local-name", MISMATCH, "another name in the local header", (_, root) => ({ localName: `${root}/README.TXT` })),
  lying("zip-local-size", MISMATCH, "another size in the local header", () => ({ localSize: 5 })),
  lying("zip-local-method", MISMATCH, "another packing method in the local header", () => ({ localMethod: 8 })),
  lying("zip-unicode-path", MISMATCH, "a second, Unicode name in an extra field", () => ({
    extra: Uint8Array.of(0x75, 0x70, 5, 0, 1, 0, 0, 0, 0),
  })),
  lying("zip-hidden-bytes", MISMATCH, "bytes between two entries", () => ({ hiddenAfter: utf8("hidden") }), "limits"),
  lying("zip-encrypted", MISMATCH, "an encrypted entry", () => ({ flags: 0x801, deflate: true })),
  lying("zip-unknown-method", MISMATCH, "an entry packed by an unknown method", () => ({ method: 12, localMethod: 12 })),
  wrapped("zip-prepended", MISMATCH, "a shell script before the archive", () => ({ before: utf8("#!/bin/sh\n") })),
  wrapped("zip-appended", MISMATCH, "bytes after the archive", () => ({ after: utf8("junk") })),
  wrapped("zip-concatenated", MISMATCH, "another archive after it", ({ root }) => ({
    after: rawZip([{ name: `${root}/data/pack.json`, data: utf8("{}") }]),
  })),
  wrapped("zip-concatenated-before", MISMATCH, "another archive before it", ({ root }) => ({
    before: rawZip([{ name: `${root}/data/pack.json`, data: utf8("{}") }]),
  })),
  wrapped("zip-comment", MISMATCH, "an archive comment", () => ({ comment: utf8("hello") })),
  wrapped("zip-too-few-entries", MISMATCH, "a directory that counts fewer entries than it has", () => ({ entryCount: 3 })),
  wrapped("zip-too-many-entries", MISMATCH, "a directory that counts more entries than it has", () => ({ entryCount: 1000 })),
  wrapped("zip-several-disks", MISMATCH, "an archive of several disks", () => ({ disk: 1 })),
  added("zip-nul-in-name", NAME, "a name that ends at a NUL for some readers", (root) => ({ name: `${root}/data/x.json\u0000.exe` })),
  added("zip-control-in-name", NAME, "a name with a terminal command", (root) => ({ name: `${root}/data/\u001B[2Jx.json` })),
  added("zip-reversed-name", NAME, "a name that reads backwards", (root) => ({ name: `${root}/data/\u202Egnp.exe.json` })),
  added("zip-device-name", NAME, "a name that Windows keeps for a device", (root) => ({ name: `${root}/data/nul.json` })),
  added("zip-stream-name", NAME, "a name of an alternate data stream", (root) => ({ name: `${root}/data/pack.json:evil` })),
  added("zip-trailing-point", NAME, "a name that ends with a point", (root) => ({ name: `${root}/data/x.json.` })),
  added("zip-trailing-space", NAME, "a name that ends with a space", (root) => ({ name: `${root}/data/x.json ` })),
  added("zip-long-name", NAME, "a path of 300 characters", (root) => ({ name: `${root}/data/${"x".repeat(300)}.json` })),
  {
    id: "zip-not-an-archive",
    threat: MISMATCH,
    description: "a file that is no archive",
    expectedStep: "limits",
    build: () => ({ zip: utf8("<html>evidence pack</html>") }),
  },
  { id: "zip-empty", threat: MISMATCH, description: "an empty file", expectedStep: "limits", build: () => ({ zip: new Uint8Array() }) },
  {
    id: "zip-truncated",
    threat: MISMATCH,
    description: "an archive cut in the middle",
    expectedStep: "limits",
    build: (pack) => {
      const whole = rawZip(honestEntries(pack));
      return { zip: whole.subarray(0, Math.floor(whole.length / 2)) };
    },
  },
];
