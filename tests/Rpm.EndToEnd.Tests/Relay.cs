using System.Net;
using System.Net.Sockets;

namespace Rpm.EndToEnd.Tests;

/// <summary>
/// A loopback port in front of a server, so that the server can be gone for a while without losing what it has in memory:
/// closed, it refuses connections and cuts those that are open.
/// </summary>
internal sealed class Relay(int server) : IAsyncDisposable
{
    private readonly List<Task> _running = [];
    private CancellationTokenSource? _open;

    public int Port { get; } = Engine.FreePort();

    public void Open()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        _open = new CancellationTokenSource();
        _running.Add(AcceptAsync(listener, _open.Token));
    }

    public async Task CloseAsync()
    {
        if (_open is { } open)
        {
            _open = null;
            await open.CancelAsync();
            await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _running.Clear();
            open.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        using (listener)
        {
            var links = new List<Task>();
            try
            {
                while (true)
                {
                    links.Add(CarryAsync(await listener.AcceptTcpClientAsync(cancellationToken), cancellationToken));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(links);
            }
        }
    }

    private async Task CarryAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        using (var to = new TcpClient())
        {
            try
            {
                await to.ConnectAsync(IPAddress.Loopback, server, cancellationToken);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(to.GetStream(), cancellationToken), to.GetStream().CopyToAsync(client.GetStream(), cancellationToken));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // Closed, or the server is not there.
            }
        }
    }
}
