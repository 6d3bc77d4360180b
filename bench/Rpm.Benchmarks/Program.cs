using Rpm.Benchmarks;

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(LineProtocolBenchmarks).Assembly).Run(args);
