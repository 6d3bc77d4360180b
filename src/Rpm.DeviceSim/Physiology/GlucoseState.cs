namespace Rpm.DeviceSim.Physiology;

/// <summary>The compartments of the model at a moment, in equilibrium at first; one step is one minute.</summary>
internal sealed class GlucoseState
{
    private readonly GlucoseParameters _p;
    private double _q1, _q2, _x1, _x2, _x3, _s1, _s2, _insulin, _d1, _d2;

    public GlucoseState(GlucoseParameters p)
    {
        _p = p;
        _insulin = p.Insulin;
        (_x1, _x2, _x3) = (p.Transport * _insulin, p.Disposal * _insulin, p.Suppression * _insulin);
        _q1 = p.GlucoseVolume * p.Target;
        _q2 = _x1 * _q1 / (p.Transfer + _x2);
        _s1 = _s2 = p.BasalInsulin * p.InsulinDelay;
    }

    /// <summary>Plasma glucose, mmol/L.</summary>
    public double Glucose => _q1 / _p.GlucoseVolume;

    /// <summary>Its change as last looked at, mmol/L a minute.</summary>
    public double Slope { get; set; }

    /// <summary>A minute goes by.</summary>
    /// <param name="grams">Carbohydrate eaten.</param>
    /// <param name="insulin">Insulin given under the skin, mU.</param>
    /// <param name="production">Factor of the liver's production.</param>
    public void Advance(double grams, double insulin, double production)
    {
        var glucose = Glucose;
        var flux = glucose >= 4.5 ? _p.NonInsulinFlux : _p.NonInsulinFlux * glucose / 4.5;
        var renal = glucose > 9 ? 0.003 * (glucose - 9) * _p.GlucoseVolume : 0;
        var q1 = -flux - _x1 * _q1 + _p.Transfer * _q2 - renal + _d2 / _p.GutDelay + _p.Production * production * Math.Max(0, 1 - _x3);
        var q2 = _x1 * _q1 - (_p.Transfer + _x2) * _q2;
        var x1 = GlucoseParameters.Ka1 * (_p.Transport * _insulin - _x1);
        var x2 = GlucoseParameters.Ka2 * (_p.Disposal * _insulin - _x2);
        var x3 = GlucoseParameters.Ka3 * (_p.Suppression * _insulin - _x3);
        var s1 = insulin - _s1 / _p.InsulinDelay;
        var s2 = (_s1 - _s2) / _p.InsulinDelay;
        var plasma = _s2 / _p.InsulinDelay / _p.InsulinVolume - GlucoseParameters.Ke * _insulin;
        var d1 = GlucoseParameters.Absorbed * grams * 1000 / 180.156 - _d1 / _p.GutDelay;
        var d2 = (_d1 - _d2) / _p.GutDelay;
        (_q1, _q2, _x1, _x2, _x3) = (_q1 + q1, _q2 + q2, _x1 + x1, _x2 + x2, _x3 + x3);
        (_s1, _s2, _insulin, _d1, _d2) = (_s1 + s1, _s2 + s2, _insulin + plasma, _d1 + d1, _d2 + d2);
    }
}
