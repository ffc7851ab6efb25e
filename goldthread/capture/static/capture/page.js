// A page where nothing is written.
import { start } from "./device.js";

start();
