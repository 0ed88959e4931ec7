! text qos
! wait 10
! answer qos/limits 3
! text oom
! answer fit/idle 1
! text fit
