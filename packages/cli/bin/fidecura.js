#!/usr/bin/env node
import { runProcess } from '@fidecura/cli'

await runProcess()
