"""The judge of exports under its former path: see the package `judge` beside this file."""

from judge.__main__ import main

raise SystemExit(main())
