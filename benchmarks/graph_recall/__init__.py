"""Dataflow that people use, and how much of it the graph holds.

Executions of public benchmarks tell which tool's result gave which parameter its value. A file of
uses holds the tools' specifications and these uses; nothing else of a benchmark is needed.
"""
