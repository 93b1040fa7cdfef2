import { serveWindow } from "../../workbench/hosts/serve-window.ts";
import { type Command, EXIT, integerOption } from "../command.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "Serve the window on 127.0.0.1 with a one-time token.",
  usage: "[CASE] [--port N] [--open]",
  example: "tickmark serve acme.tickmark --open",
  options: {
    port: { type: "string", help: "port (default: any free one)", value: "N" },
    open: { type: "boolean", help: "open it in the browser of this machine, if there is one" },
  },
  async run(invocation) {
    const { workbench, job } = invocation;
    const [directory] = invocation.positionals;
    if (directory !== undefined) await workbench.cases.open(directory);
    const host = await serveWindow(workbench, { port: integerOption(invocation, "port", 0), open: invocation.flag("open") });
    if (invocation.json) invocation.printJson({ url: host.url });
    else invocation.print(`Tickmark is at ${host.url}\nThe address works once, in one browser of this machine. Ctrl-C ends it.`);
    await new Promise<void>((resolve) => {
      if (job.signal.aborted) resolve();
      job.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await host.close();
    return EXIT.good;
  },
};
