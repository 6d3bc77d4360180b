using Rpm.DeviceSim.Commands;
using Rpm.DeviceSim.Terminal;

return await Simulator.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, Face.Terminal(), CancellationToken.None);
