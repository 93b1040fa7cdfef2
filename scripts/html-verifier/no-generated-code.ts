import { z } from "zod";

// The policy of the page forbids code made at run time; without this the schemas would try it, and the browser complain.
z.config({ jitless: true });
